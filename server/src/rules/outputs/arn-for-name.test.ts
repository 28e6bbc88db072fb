import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { arnForName } from './arn-for-name.ts';

const output = (name: string, value: string) => yaml`
  Resources:
    Jobs: { Type: AWS::SQS::Queue }
    Site: { Type: AWS::S3::Bucket }
  Outputs:
    ${name}: { Value: ${value} }
`;

ruleTest(arnForName, ({ check, fixed }) => {
  check('a URL for a name', output('QueueName', '!Ref Jobs'), [
    'warning outputs/arn-for-name "!Ref Jobs": The output QueueName is called a name and gives the URL of Jobs.',
  ]);
  check('the name of a domain', output('SiteDomainName', '!GetAtt Site.Arn'), []);
  check('a form that the type does not have', output('SiteUrl', '!Ref Site'), []);
  check('something around it', output('SiteName', '!Sub "x-$' + '{Site.Arn}"'), []);
  it('gives what it is called', () => {
    expect(fixed(arnForName.docs.bad[0] as never)).toContain('Value: !GetAtt Orders.TopicName');
    expect(fixed(arnForName.docs.bad[1] as never)).toContain('{ "Fn::GetAtt": ["Jobs", "Arn"] }');
    expect(fixed(arnForName.docs.bad[2] as never)).toContain('value: uploads.bucketName');
  });
});
