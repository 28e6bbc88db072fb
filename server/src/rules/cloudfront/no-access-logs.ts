/** Distributions whose requests are not logged. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { setting } from '../setting.ts';
import { mentioned } from '../wiring/deliveries.ts';

const notLogged = setting({
  places: { 'AWS::CloudFront::Distribution': 'DistributionConfig.Logging' },
  wrong: value => value.kind === 'absent',
  message: 'Requests to {name} are not logged{when}.',
  mend: null,
});

export const noDistributionAccessLogs = defineRule({
  id: 'cloudfront/no-access-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Requests to distributions are logged.',
    why: `What CloudFront answers from its cache never reaches a server that could log it: without logs, attacks and errors at the edge
can’t be seen afterwards. The bucket for them, or the newer delivery apart from the distribution (\`AWS::Logs::DeliverySource\`),
is for you to choose.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig: { Enabled: true }
      `,
      json`
        { "Resources": { "Web": { "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": { "Enabled": true, "Comment": "Web" } } } } }
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig: { Enabled: true, Logging: { Bucket: logs.s3.amazonaws.com } }
      `,
      yaml`
        Resources:
          Web:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig: { Enabled: true }
          Source:
            Type: AWS::Logs::DeliverySource
            Properties:
              Name: web
              LogType: ACCESS_LOGS
              ResourceArn: !Sub arn:aws:cloudfront::${'${AWS::AccountId}'}:distribution/${'${Web}'}
          Delivery:
            Type: AWS::Logs::Delivery
            Properties:
              DeliverySourceName: !Ref Source
              DeliveryDestinationArn: !ImportValue LogDestination
      `,
      cdk`
        new cloudfront.Distribution(this, 'Web', { defaultBehavior: { origin }, enableLogging: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html'],
    peers: ['CKV_AWS_86', 'cfn_nag W10', 'trivy AWS-0010', 'cdk-nag AwsSolutions-CFR3'],
  },
  messages: notLogged.messages,
  *checkGraph(context) {
    const { graph } = context;
    const sources = deliveredSources(graph);
    // A source of which can't be told what it is of may be of any distribution.
    if (sources.some(source => mentioned(at(source.properties, 'ResourceArn')).length === 0)) return;
    const logged = new Set(sources.flatMap(source => mentioned(at(source.properties, 'ResourceArn'))));
    for (const resource of graph.ofType('AWS::CloudFront::Distribution')) {
      if (resource.owner.kind === 'internal' || logged.has(resource.id)) continue;
      for (const signal of notLogged.checkResource(resource, context)) yield { ...signal, resource };
    }
  },
});

/** Sources of logs that are delivered anywhere, or may be: a delivery names its source. */
function deliveredSources(graph: ResourceGraph): readonly Resource[] {
  const named = graph.ofType('AWS::Logs::Delivery').map(d => at(d.properties, 'DeliverySourceName'));
  const ids = new Set(named.flatMap(mentioned));
  const isOpen = named.some(name => mentioned(name).length === 0);
  return graph.ofType('AWS::Logs::DeliverySource').filter(source => isOpen || ids.has(source.id));
}
