import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ReportBucketProps {
  readonly stage: string;
}

/** How many days each kind of report is kept. */
const KEPT = new Map([
  ['daily', 30],
  ['yearly', 3650],
]);

/** A bucket for each kind of report, encrypted with a key of its own. */
export class ReportBucket extends Construct {
  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    super(scope, id);

    for (const [kind, days] of KEPT) {
      const key = new kms.Key(this, `${kind}-key`, {
        description: `Reports of ${props.stage}, ${kind}`,
        enableKeyRotation: days > 365,
      });
      new s3.Bucket(this, kind, {
        encryptionKey: key,
        enforceSSL: true,
        lifecycleRules: [{ expiration: cdk.Duration.days(days) }],
      });
    }
  }
}
