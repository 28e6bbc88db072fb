/** Dashboards whose body CloudWatch refuses or shows nothing of. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, textParts } from '../../core/value.ts';

export const invalidDashboard = defineRule({
  id: 'monitoring/invalid-dashboard',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['json'],
  docs: {
    summary: 'The body of a dashboard is JSON with widgets.',
    why: `The body is a string, so that no schema sees a comma too many in it: CloudWatch answers *The field DashboardBody must be a
valid JSON object*, and the deployment is rolled back. A body without \`widgets\` is an empty page.`,
    bad: [
      yaml`
        Resources:
          Overview:
            Type: AWS::CloudWatch::Dashboard
            Properties:
              DashboardBody: !Sub |
                { "widgets": [
                  { "type": "text", "properties": { "markdown": "${'${AWS::Region}'}" } },
                ] }
      `,
      json`
        { "Resources": { "Overview": { "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardBody": "{ \"widget\": [] }" } } } }
      `,
      cdk`
        new cloudwatch.CfnDashboard(this, 'Overview', { dashboardBody: "{ widgets: [] }" });
      `,
    ],
    good: [
      yaml`
        Resources:
          Overview:
            Type: AWS::CloudWatch::Dashboard
            Properties:
              DashboardBody: !Sub |
                { "widgets": [{ "type": "text", "x": ${'${Column}'}, "properties": { "markdown": "${'${AWS::Region}'}" } }] }
          Column: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: '3' } }
      `,
      json`
        { "Resources": { "Overview": { "Type": "AWS::CloudWatch::Dashboard", "Properties": { "DashboardBody": "{ \"widgets\": [] }" } } } }
      `,
      cdk`
        new cloudwatch.CfnDashboard(this, 'Overview', { dashboardBody: JSON.stringify({ widgets: [] }) });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html',
    ],
    peers: ['cfn-lint E3045'],
  },
  messages: {
    json: 'The body of {name} is no JSON{when}: {why}.',
    widgets: 'The body of {name} has no widgets{when}.',
  },
  types: ['AWS::CloudWatch::Dashboard'],

  *checkResource(resource) {
    for (const { value, when } of scenarios(at(resource.properties, 'DashboardBody'))) {
      if (value.kind !== 'literal' && value.kind !== 'text') continue;
      // A reference stands for a number or a part of a string: a digit is right in both places.
      const parts = (textParts(value) ?? []).map(p => (p.kind === 'known' ? p.text : '0'));
      // What a reference stands for alone may be anything: a list of widgets, a half of the body.
      if (value.kind === 'text' && /(^|[[,{])0([\]},]|$)/.test(parts.join('').replace(/\s/g, ''))) continue;
      const params = { name: resource.logicalId, when: inScenario(when) };
      let body: unknown;
      try {
        body = JSON.parse(parts.join(''));
      } catch (error) {
        const why = (error as Error).message.replace(/ \(line .*| in JSON at .*|, \.{0,3}".*/s, '');
        yield { message: 'json', at: value.span, params: { ...params, why }, subject: 'DashboardBody' };
        continue;
      }
      if (typeof body !== 'object' || body === null || !('widgets' in body))
        yield { message: 'widgets', at: value.span, params, subject: 'DashboardBody' };
    }
  },
});
