import * as cdk from 'aws-cdk-lib';
import { OrdersStack } from '../lib/orders-stack';
import { ReportingStack } from '../lib/reporting-stack';

const app = new cdk.App();
const stage = app.node.tryGetContext('stage') ?? 'dev';

const orders = new OrdersStack(app, 'Orders', { stage });
new ReportingStack(app, 'Reporting', { stage, table: orders.table });
