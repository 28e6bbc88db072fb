/** Sentences about who may do what: IAM, public access, what must not be written down. */
import { type Ask, item, member, property, rule, value } from '../asks.ts';
import { type Reading, subjectOf } from '../reading.ts';

export function access(reading: Reading): Ask[] {
  const { text, coded, clauses, modality, sentence } = reading;
  if (sentence.kind === 'heading') return [];
  const severity = modality === 'should' ? 'warning' : 'error';
  const denies = (words: RegExp) => clauses.some(c => c.denied && words.test(c.text));
  const found: Ask[] = [];
  const statement = /\b(actions?|resources?|permissions?|polic(?:y|ies)|statements?|iam|roles?|principals?)\b/i;
  const least =
    /\bleast[- ]privileged?\b|\bprinciple of least\b|\bminimum (?:required |necessary )?permissions\b|\bonly the (?:permissions|actions)\b/i.test(
      text,
    );
  const wild =
    /\bwild-?cards?\b|(?<![\w/*.])(?:`\*`|"\*"|'\*'|\*(?=\s+(?:actions?|resources?|permissions?)))|\bstar (?:actions|permissions|resources)\b/i;
  const network = /\bsecurity groups?\b|\bnetwork\b/i.test(text) && !/\biam\b|\broles?\b/i.test(text);
  if (wild.test(coded) && (denies(/./) || /\bavoid/i.test(text)) && statement.test(text)) {
    const both = least || (!/\bactions?\b/i.test(text) && !/\bresources?\b/i.test(text));
    if (both || /\bactions?\b/i.test(text)) found.push(rule('iam/wildcard-action', severity));
    if (both || /\bresources?\b/i.test(text)) found.push(rule('iam/wildcard-resource', severity));
  } else if (least && network) found.push(rule('network/open-ingress', severity));
  else if (least) found.push(rule('iam/wildcard-action', severity), rule('iam/wildcard-resource', severity));

  const policies = [
    ...text.matchAll(
      /(?<![\w-])(AdministratorAccess|PowerUserAccess|ReadOnlyAccess|IAMFullAccess|\*?FullAccess|Amazon\w+FullAccess|AWS\w+FullAccess)\b/g,
    ),
  ].map(m => (m[1] as string).replace(/^FullAccess$/, '*FullAccess'));
  if (policies.length > 0 && clauses.some(c => c.denied)) found.push(member('iam.managed_policies', policies));
  else if (
    /\bmanaged polic(?:y|ies)\b/i.test(text) &&
    denies(/managed polic/i) &&
    !/\bcustomer[- ]managed polic/i.test(text)
  )
    // “No managed policies with full access” leaves the narrow ones alone.
    found.push(
      /\bfull[- ]access\b/i.test(text)
        ? member('iam.managed_policies', ['*FullAccess'])
        : value('iam.managed_policies', 'forbid'),
    );
  if (/\binline polic(?:y|ies)\b/i.test(text) && denies(/inline polic/i))
    found.push(value('iam.inline_policies', 'forbid'));
  if (
    /\b(?:have|has|carry|set|get) names?\b|\b(explicit|physical|hard-?coded|custom|fixed) (?:(?:iam|role|physical|resource) )*names?\b|\bnamed (?:iam )?(?:roles|resources)\b|\broleName\b|\bCAPABILITY_NAMED_IAM\b/i.test(
      text,
    ) &&
    /\b(iam|roles?|polic(?:y|ies)|CAPABILITY_NAMED_IAM)\b/i.test(text) &&
    clauses.some(c => c.denied)
  )
    found.push(value('iam.names', 'forbid'));
  if (/\bpermissions?[- ]boundar(?:y|ies)\b/i.test(text) && !denies(/boundar/i))
    found.push(value('iam.permission_boundary', true));
  for (const m of text.matchAll(/\b((?:aws|s3|ec2|iam|kms):[A-Z]\w+)\b/g))
    if (/\bcondition/i.test(text) || /\bmust\b|\brequire/i.test(text))
      found.push(item('iam.conditions', 'is', m[1] as string));
  if (
    /\bsecurity\b[^.]*\b(?:decisions?|choices?)\b[^.]*\b(?:comment(?:s|ed)?|documented|explained)\b|\bcomments?\b[^.]*\bsecurity (?:decisions?|choices?)\b/i.test(
      text,
    )
  )
    found.push(value('documentation.security_decisions', 'commented'));
  return [...found, ...open(reading, severity), ...written(reading, severity)];
}

/** Public buckets, public databases, open ports. */
function open(reading: Reading, severity: string): Ask[] {
  const { text, clauses, mentions } = reading;
  const found: Ask[] = [];
  const has = (word: string) => mentions.some(m => m.word === word);
  const closed =
    /\bblock(?:s|ed|ing)?\b[^.]{0,20}\bpublic\b|\bpublic access\b[^.]{0,15}\b(?:block(?:ed|s)?|disabled|denied|off)\b|\bprivate\b/i;
  const noPublic = clauses.some(
    c =>
      c.denied &&
      /\bpublic(?:ly)?\b|\bfrom the internet\b|\b(?:access|reach)\w*\b[^.;]*\bdirectly\b|\bdirect(?:ly)? (?:access|reach)/i.test(
        c.text,
      ),
  );
  const bucket =
    has('s3') ||
    (clauses.length > 0 && /\bobjects?\b/i.test(text)) ||
    (mentions.length === 0 && /^(?:nothing|it|they)\b/i.test(text) && subjectOf(reading, ['s3']) !== null);
  const database =
    has('rds') || has('aurora') || (/^(?:it|they)\b/i.test(text) && subjectOf(reading, ['rds', 'aurora']) !== null);
  const openDatabase = clauses.some(
    c => c.denied && /\bpublic(?:ly)?\b/i.test(c.text) && !/\bbuckets?\b|\bs3\b/i.test(c.text),
  );
  if (bucket && !/\bprivate subnets?\b/i.test(text) && (closed.test(text) || noPublic))
    found.push(property('s3', 'block_public_acls', true), property('s3', 'block_public_policy', true));
  else if (
    /\bblock(?:s|ed)?\b[^.]{0,12}\bpublic access\b|\bpublic access\b[^.]{0,12}\bblocked\b/i.test(text) &&
    !database
  )
    found.push(property('s3', 'block_public_acls', true), property('s3', 'block_public_policy', true));
  if (
    database &&
    (openDatabase || /\bnot (?:be )?(?:reachable|accessible) from (?:the )?(?:public )?internet\b/i.test(text))
  )
    found.push(value('network.public_databases', 'forbid'));
  const ssh =
    /\b(ssh|rdp|port 22|port 3389)\b/i.test(text) &&
    /\b(restrict(?:ed|s)?|only|limit(?:ed|s)?|allow(?:ed)? from|not|no|never)\b/i.test(text);
  const everyone =
    /\b0\.0\.0\.0\/0\b|\bfrom anywhere\b|\bunrestricted (?:ingress|inbound|access)\b|\bopen to the world\b/i.test(
      text,
    ) && clauses.some(c => c.denied);
  if (ssh || everyone) found.push(rule('network/open-ingress', severity));
  found.push(...doors(text));
  return found;
}

/** “Only port 443 may be reachable from the internet”: doubtful, since the list holds for all groups, also inner ones. */
function doors(text: string): Ask[] {
  const said = /\bonly\s+(?:tcp\s+)?ports?\s+(\d{2,5}(?:\s*(?:,|and|&)\s*\d{2,5})*)/i.exec(text);
  if (!said || !/\b(?:internet|inbound|ingress|open|public|reachable|allowed|anywhere)\b/i.test(text)) return [];
  return [...(said[1] as string).matchAll(/\d+/g)].map(port => ({
    path: ['network', 'ingress'],
    form: 'item',
    value: Number(port[0]),
    key: 'port',
    more: { from: 'any' },
    doubt: 'the list forbids whatever else is opened, between groups of the VPC, too',
  }));
}

/** What must not stand in the code. */
function written({ text, clauses }: Reading, severity: string): Ask[] {
  const hard =
    /\bhard-?cod(?:e|ed|ing)\b|\bplain-?\s?text\b|\bin (?:the )?(?:source )?code\b|\bliteral\b|\bin (?:the |any )?(?:templates?|environment variables|clear text|git|source control)\b/i;
  if (!hard.test(text) || !clauses.some(c => c.denied)) return [];
  const found: Ask[] = [];
  if (/\b(secrets?|passwords?|credentials?|api keys?|tokens?)\b/i.test(text))
    found.push(rule('secrets/plain-text', severity));
  if (/\baccount(?: ids?| numbers?|s)\b/i.test(text)) found.push(rule('cdk/hard-coded-account', severity));
  if (/\barns?\b/i.test(text)) found.push(rule('cdk/hard-coded-arn', severity));
  return found;
}
