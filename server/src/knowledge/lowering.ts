/** The lowering table of aws-cdk-lib. */
import { lazy } from './lazy.ts';
import { json } from './lowering.generated.ts';
import type { LoweringTable } from './types.ts';

/** How constructs, statics and L1 classes of aws-cdk-lib become CloudFormation; see `LoweringTable`. */
export const lowering: () => LoweringTable = lazy(() => JSON.parse(json) as LoweringTable);
