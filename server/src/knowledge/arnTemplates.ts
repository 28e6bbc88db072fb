/** Whether an ARN in a policy, which may hold wildcards and parts that can't be seen, is of a certain type. */

/** One character, or any number of them; `not` are the characters that it can't be. */
type Token =
  | { readonly kind: 'one'; readonly char: string }
  | { readonly kind: 'any'; readonly not: string; readonly many: boolean };

/** Any number of characters, but none of `not`. */
const many = (not: string): Token => ({ kind: 'any', not, many: true });
const single = (not: string): Token => ({ kind: 'any', not, many: false });

/**
 * Parts of ARN templates that never hold a slash: names for which the service takes none, numbers and identifiers that
 * AWS gives. Of all others (`${ObjectName}`, `${RoleNameWithPath}`) anything can be expected.
 */
const PLAIN: ReadonlySet<string> = new Set(
  (
    'BucketName TableName IndexName StreamLabel QueueName FunctionName LayerName EventSourceMappingId KeyId ' +
    'StateMachineName ExecutionName ActivityName StreamName DeliveryStreamName ClusterName ServiceName TaskId ' +
    'TaskDefinitionFamilyName UserPoolId IdentityPoolId DatabaseName WorkGroupName InstanceId VolumeId SnapshotId ' +
    'VpcId SubnetId SecurityGroupId NetworkInterfaceId ApiId RestApiId TrailName BackupName ExportName ImportName ' +
    'GlobalTableName AccountId AccessPointName StackId DBClusterInstanceName DbInstanceName'
  ).split(' '),
);

/** Partition, Region and account: no colon, no slash. */
const FIELD = ':/';

function templateTokens(template: string): readonly Token[] {
  return template.split(/(\$\{[^}]*\})/).flatMap((part, i): Token[] => {
    if (i % 2 === 0) return [...part].map(char => ({ kind: 'one', char }));
    const name = part.slice(2, -1);
    const not = /^(Partition|Region|Account)$/.test(name) ? FIELD : PLAIN.has(name) ? '/' : '';
    // A name has at least one letter; a Region or account may be left out of some ARNs, but the template says so then.
    return [single(not), many(not)];
  });
}

/** `unknown`: what `${…}` may be. */
function arnTokens(arn: string, unknown: readonly Token[]): readonly Token[] {
  return arn.split(/(\$\{[^}]*\})/).flatMap((part, i): readonly Token[] => {
    if (i % 2 === 1) return unknown;
    return [...part].map(
      (char): Token => (char === '*' ? many('') : char === '?' ? single('') : { kind: 'one', char }),
    );
  });
}

/** Whether two single characters can be the same one. */
function meet(a: Token, b: Token): boolean {
  if (a.kind === 'one') return b.kind === 'one' ? a.char === b.char : !b.not.includes(a.char);
  return b.kind === 'one' ? !a.not.includes(b.char) : true;
}

const isMany = (token: Token | undefined): boolean => token?.kind === 'any' && token.many;

/** Whether there is a text that both describe. */
function overlap(a: readonly Token[], b: readonly Token[]): boolean {
  // `row[j]`: whether the rests of `a` from `i` on and of `b` from `j` on have a text in common.
  let row: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const next: boolean[] = new Array(b.length + 1);
    for (let j = b.length; j >= 0; j--) {
      const [x, y] = [a[i], b[j]];
      next[j] =
        x === undefined && y === undefined
          ? true
          : // A run of characters ends here, or takes one more of the other side's.
            (isMany(x) && (row[j] === true || (y !== undefined && meet(x as Token, y) && next[j + 1] === true))) ||
            (isMany(y) && (next[j + 1] === true || (x !== undefined && meet(x, y as Token) && row[j] === true))) ||
            (x !== undefined && y !== undefined && !isMany(x) && !isMany(y) && meet(x, y) && row[j + 1] === true);
    }
    row = next;
  }
  return row[0] === true;
}

/**
 * Whether an ARN of a policy can mean a resource whose ARN has the form of `template` (from `resourceArns`). `arn` may
 * contain IAM's wildcards `*` and `?`, and `${…}` for a part that can't be seen. True: it does if each unknown part is
 * a name or an identifier; false: whatever the unknown parts are, it does not; null: it depends on them (`${Arn}`, or a
 * name that may hold a slash).
 */
export function arnMatchesTemplate(arn: string, template: string): boolean | null {
  const wanted = read.get(template) ?? templateTokens(template);
  read.set(template, wanted);
  if (!overlap(arnTokens(arn, [many('')]), wanted)) return false;
  if (!arn.includes('${')) return true;
  return overlap(arnTokens(arn, [single(FIELD), many(FIELD)]), wanted) ? true : null;
}

/** Templates are asked for again and again, and there are no more of them than types of resources. */
const read = new Map<string, readonly Token[]>();
