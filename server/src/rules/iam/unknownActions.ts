/** Actions that no service has, and what is meant by them. */
import {
  actionExists,
  expandAction,
  namesUnlisted,
  nearest,
  nearestActions,
  serviceAlias,
  serviceExists,
} from '../../knowledge/index.ts';

/**
 * SDK calls that people take for actions, and the action that each needs.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:transactgetitems': ['dynamodb:GetItem'],
  'dynamodb:transactwriteitems': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  'events:putevent': ['events:PutEvents'],
  'lambda:invoke': ['lambda:InvokeFunction'],
  's3:completemultipartupload': ['s3:PutObject'],
  's3:copyobject': ['s3:GetObject', 's3:PutObject'],
  's3:createmultipartupload': ['s3:PutObject'],
  's3:deleteobjects': ['s3:DeleteObject'],
  's3:headbucket': ['s3:ListBucket'],
  's3:headobject': ['s3:GetObject'],
  's3:listbuckets': ['s3:ListAllMyBuckets'],
  's3:listobjects': ['s3:ListBucket'],
  's3:listobjectsv2': ['s3:ListBucket'],
  's3:uploadpart': ['s3:PutObject'],
  'sqs:changemessagevisibilitybatch': ['sqs:ChangeMessageVisibility'],
  'sqs:deletemessagebatch': ['sqs:DeleteMessage'],
  'sqs:sendmessagebatch': ['sqs:SendMessage'],
  'sns:publishbatch': ['sns:Publish'],
};

/**
 * Patterns that match something, near one that matches nothing: with the prefix of the service (`logs:Put*` for
 * `cloudwatch-logs:Put*`), or with words that its actions begin with (`s3:Get*` for `s3:Gett*`).
 */
function nearestPatterns(pattern: string, count: number): readonly string[] {
  const [, written = '', name = ''] = /^([^:]*):(.*)$/.exec(pattern) ?? [];
  const prefix = serviceAlias(written) ?? written;
  const moved = `${prefix}:${name}`;
  if (prefix !== written && expandAction(moved).length > 0) return [moved];
  const [, head = '', tail = ''] = /^([^*?]*)(.*)$/.exec(name) ?? [];
  // All that whole words make from the left: `Get`, `GetObject`, `GetObjectAcl`.
  const heads = new Set(
    expandAction(`${prefix}:*`).flatMap(action => {
      const words = action.slice(action.indexOf(':') + 1).match(/[A-Z]+[^A-Z]*/g) ?? [];
      return words.map((_, i) => words.slice(0, i + 1).join(''));
    }),
  );
  const byLower = new Map([...heads].map(h => [h.toLowerCase(), h]));
  return nearest(head.toLowerCase(), [...byLower.keys()], 3 * count)
    .map(near => `${prefix}:${byLower.get(near) ?? near}${tail}`)
    .filter(candidate => expandAction(candidate).length > 0)
    .slice(0, count);
}

export interface Unknown {
  /** What is wrong with it: its name, the prefix of its service, that its pattern matches nothing, that it is no action at all. */
  readonly kind: 'action' | 'prefix' | 'pattern' | 'malformed';
  /** Whether it is the name of an SDK call: then all of `names` are needed for the call. */
  readonly isCall: boolean;
  /** What may be meant, the nearest first. */
  readonly names: readonly string[];
}

/** What is wrong with an action; null for one that exists, or may. */
export function unknownIn(action: string): Unknown | null {
  const kind = kindOf(action);
  if (kind === null || namesUnlisted(action)) return null;
  const call = Object.hasOwn(CALLS, action.toLowerCase()) ? CALLS[action.toLowerCase()] : undefined;
  if (call) return { kind, isCall: true, names: call };
  return {
    kind,
    isCall: false,
    names: /[*?]/.test(action) ? nearestPatterns(action, 2) : nearestActions(action, 3),
  };
}

function kindOf(action: string): Unknown['kind'] | null {
  if (action === '*') return null;
  const [, prefix, name] = /^([^:\s]+):([^:\s]+)$/.exec(action) ?? [];
  if (prefix === undefined || name === undefined) return 'malformed';
  if (/[*?]/.test(prefix)) return null;
  if (!serviceExists(prefix)) return 'prefix';
  if (/[*?]/.test(action)) return expandAction(action).length === 0 ? 'pattern' : null;
  return actionExists(action) ? null : 'action';
}

/** What is most likely meant by an action that does not exist: the nearest one, or all that the call of its name needs. */
export function meantBy(action: string): readonly string[] {
  const { isCall, names } = unknownIn(action) ?? { isCall: false, names: [] };
  return isCall ? names : names.slice(0, 1);
}
