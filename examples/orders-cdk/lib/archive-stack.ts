import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ArchiveVault } from './archive-vault';

/** To come: orders older than ten years. Nothing in the app makes it yet. */
export class ArchiveStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new ArchiveVault(this, 'Vault', { years: 10 });
  }
}
