/** Distributions without logs. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noDistributionAccessLogs } from './no-access-logs.ts';

ruleTest(noDistributionAccessLogs, ({ check }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
      # ^^^^^ information cloudfront/no-access-logs: Requests to Thing are not logged when not IsProd.
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig: { Logging: !If [IsProd, { Bucket: !Ref Given }, !Ref AWS::NoValue] }
    `,
  );
  check(
    'a source that nothing delivers',
    yaml`
      Resources:
        Web:
      # ^^^ information cloudfront/no-access-logs: Requests to Web are not logged.
          Type: AWS::CloudFront::Distribution
          Properties: { DistributionConfig: { Enabled: true } }
        Source:
          Type: AWS::Logs::DeliverySource
          Properties: { Name: web, LogType: ACCESS_LOGS, ResourceArn: !Ref Web }
    `,
  );
});
