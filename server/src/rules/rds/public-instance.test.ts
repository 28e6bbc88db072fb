/** Public databases. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { publicInstance } from './public-instance.ts';

ruleTest(publicInstance, ({ check, fixed, offered }) => {
  check(
    'in one scenario, and as text',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties:
            PubliclyAccessible: !If [IsDev, 'true', false]
      #                                     ^^^^^^ error rds/public-instance (fix): Orders can be reached from the internet when IsDev.
        Broker: { Type: AWS::AmazonMQ::Broker, Properties: { PubliclyAccessible: true } }
      #                                                                          ^^^^ error rds/public-instance (fix): Broker can be reached from the internet.
    `,
  );
  check(
    'silent: nothing written, and a parameter',
    yaml`
      Parameters:
        Public: { Type: String, Default: 'true', AllowedValues: ['true', 'false'] }
      Resources:
        Plain: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql } }
        Given: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, PubliclyAccessible: !Ref Public } }
    `,
  );
  it('says what it costs', () =>
    expect(
      offered(yaml`
        Resources:
          Orders: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, PubliclyAccessible: true } }
      `),
    ).toEqual(['review: Make Orders private']));
  it('turns the prop around', () =>
    expect(fixed(cdk`new rds.CfnDBInstance(this, 'Orders', { publiclyAccessible: true });`)).toContain(
      'publiclyAccessible: false',
    ));
});
