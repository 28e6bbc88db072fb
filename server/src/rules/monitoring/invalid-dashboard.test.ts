/** Bodies of dashboards. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalidDashboard } from './invalid-dashboard.ts';

ruleTest(invalidDashboard, ({ check }) => {
  check(
    'in one scenario; silent where a reference may be a part of it',
    yaml`
      Parameters: { Body: { Type: String }, Widgets: { Type: String } }
      Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
      Resources:
        Whole: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: !Ref Body } }
        Part: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: !Sub '{"widgets": [${'${Widgets}'}]}' } }
        More: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: !Sub '{"widgets": [{}, ${'${Widgets}'}]}' } }
        Some: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardBody: !If [IsProd, '[]', '{"widgets": []}'] } }
      #                                                                                     ^^^^ error monitoring/invalid-dashboard: The body of Some has no widgets when IsProd.
    `,
  );
});
