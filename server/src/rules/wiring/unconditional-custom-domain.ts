/** Reports custom domains and certificates that are made even where no domain is given. */
import { defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';

/** Where the domain stands in each type that can't be made without one. */
const PLACES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::ApiGatewayV2::DomainName': 'DomainName',
  'AWS::CertificateManager::Certificate': 'DomainName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::Route53::HostedZone': 'Name',
  'AWS::Route53::RecordSet': 'Name',
};

export const unconditionalCustomDomain = defineRule({
  id: 'wiring/unconditional-custom-domain',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Custom domains and certificates are made only where a domain is given.',
    why: `A parameter for a domain whose default is empty says that the domain is optional; a certificate, a domain name of an API or
a record that takes it all the same is refused with an empty name, and the whole stack is rolled back. Give the resource a
condition (\`!Not [!Equals [!Ref DomainName, '']]\`), and so whatever mentions it.`,
    bad: [
      yaml`
        Parameters:
          DomainName:
            Type: String
            Default: ''
        Resources:
          Certificate:
            Type: AWS::CertificateManager::Certificate
            Properties:
              DomainName: !Ref DomainName
              ValidationMethod: DNS
      `,
      json`
        {
          "Parameters": { "Domain": { "Type": "String", "Default": "" } },
          "Conditions": { "HasDomain": { "Fn::Not": [{ "Fn::Equals": [{ "Ref": "Domain" }, ""] }] } },
          "Resources": {
            "ApiDomain": {
              "Type": "AWS::ApiGateway::DomainName",
              "Properties": { "DomainName": { "Ref": "Domain" } }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Parameters:
          DomainName:
            Type: String
            Default: ''
        Conditions:
          HasDomain: !Not [!Equals [!Ref DomainName, '']]
        Resources:
          Certificate:
            Type: AWS::CertificateManager::Certificate
            Condition: HasDomain
            Properties:
              DomainName: !Ref DomainName
              ValidationMethod: DNS
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html'],
  },
  messages: {
    empty: '{resource} is made even where {parameter} is empty, which is its default.',
  },
  types: Object.keys(PLACES),
  *checkResource(resource) {
    if (resource.condition !== null) return;
    for (const { value, when } of scenarios(at(resource.properties, PLACES[resource.type] as string))) {
      const parameter = when.length === 0 ? emptyParameter(value) : null;
      if (parameter === null || value.kind === 'absent') continue;
      yield {
        message: 'empty',
        at: value.span,
        params: { resource: resource.logicalId, parameter },
        resource,
        subject: parameter,
        data: parameter,
      };
    }
  },
  fix({ resource, data }, { graph }) {
    const sections = resource && graph.stack(resource.stack)?.sections;
    const conditions = sections ? at(sections, 'Conditions') : null;
    const wanted = `has${String(data)}`.toLowerCase();
    const known =
      conditions?.kind === 'object' ? conditions.entries.find(e => e.key.toLowerCase() === wanted) : undefined;
    if (!resource || !known) return `write a condition that says that ${String(data)} is given`;
    return [
      {
        title: `Make ${resource.logicalId} only where ${known.key} holds`,
        intents: [{ kind: 'setAttribute', resource: resource.id, name: 'Condition', value: known.key }],
        safety: 'review',
      },
    ];
  },
});

/** The parameter that a value is and whose default is empty, or null. */
function emptyParameter(value: Value): string | null {
  if (value.kind !== 'reference' || value.target.kind !== 'parameter') return null;
  return stringOf(value.target.defaultValue) === '' ? value.target.name : null;
}
