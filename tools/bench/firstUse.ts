/** Prints the CPU milliseconds of the first use of the action database, in a process of its own. Started by iam.ts. */
import { actionExists, actionResources, expandAction, nearestActions } from '../../server/src/knowledge/index.ts';
import { cpu } from './measure.ts';

const spent = cpu(() => {
  actionResources('s3:GetObject');
  expandAction('s3:Get*');
  if (!actionExists('dynamodb:PutItems')) nearestActions('dynamodb:PutItems', 3);
});
process.stdout.write(String(spent));
