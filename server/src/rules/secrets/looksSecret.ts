/** When a name speaks of a secret, and when a value is one. Both are guesses, and lean towards silence. */
import { perName } from '../../core/memo.ts';

/** Words at the end of a name that make its value a secret; in the middle (`SECRET_ARN`, `TOKEN_URL`) they don't. */
const PASSWORD = /(password|passwd|passphrase|pwd)$/;
const OTHER_SECRET =
  /(secret|token|credential|credentials|api_?key|apikey|access_?key|private_?key|secret_?key|encryption_?key|signing_?key|auth_?key|(^|_)pass)$/;
/** Names that end like one and are none. */
const HARMLESS =
  /(next|page|pagination|continuation|max|num|total|csrf|xsrf|public|idempotency|rotate|use|has|enable|enabled|require|show|hide|no)_?(token|tokens|secret|password|api_?key)s?$/;

export type SecretKind = 'password' | 'other';

/** What a name says of its value: `DB_PASSWORD`, `masterUserPassword`, `GITHUB_TOKEN`; null for names like `SECRET_NAME`. */
export const secretKind = perName((name): SecretKind | null => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .replace(/_?\d+$/, '')
    .toLowerCase();
  if (HARMLESS.test(words)) return null;
  if (PASSWORD.test(words)) return 'password';
  return OTHER_SECRET.test(words) ? 'other' : null;
});

/** Values that stand for a secret without being one: references, paths, ARNs, and what is to be replaced by hand. */
const NO_SECRET = [
  /\{\{resolve:/i,
  /^arn:/i,
  /^(https?|s3|ssm|file|vault):\/\//i,
  /^alias\//,
  /^\//,
  /^[<[{(].*[>\]})]$/s,
  /^\$\{?\w/,
  /^%\w+%$/,
  /^(.)\1*$/s,
  /^(true|false|null|none|undefined|n\/a|yes|no|on|off|enabled|disabled|required|optional)$/i,
  /^(replace|change|insert|enter|add|set|put|your|my|the|todo|tbd|fixme|placeholder|dummy|example|sample|redacted|masked)[\s_-]?(me|this|with|in|here|your|later|at|value|secret|password|token|key|api)*[\s_-]?\w*$/i,
  /(your|replace|placeholder|insert|dummy|redacted)[-_ ]/i,
  /example/i,
];

/** Whether a literal under a name of this kind is a secret that somebody wrote down. */
export function isPlainSecret(text: string, kind: SecretKind): boolean {
  const value = text.trim();
  if (value.length < 4) return false;
  // A password that says it is to be changed is deployed like any other.
  if (kind === 'password' && /^(change|changeme)/i.test(value)) return true;
  if (NO_SECRET.some(pattern => pattern.test(value))) return false;
  if (kind === 'password') return !/^[\w.-]*(password|secret)[\w.-]*(arn|name|id|path|parameter)$/i.test(value);
  // The other kinds are often names of secrets: words without a digit, or a path of small letters.
  if (/^[A-Za-z]+([-_/. ][A-Za-z]+)*$/.test(value) || /^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(value)) return false;
  return value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** Secrets that can be told by their form, wherever they stand, with what they are. */
const BY_FORM: readonly (readonly [pattern: RegExp, what: string])[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
  [/(?<![A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/, 'an AWS access key'],
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}/, 'a private key'],
  [/(?<!\w)gh[pousr]_[A-Za-z0-9]{36}(?!\w)/, 'a GitHub token'],
  [/(?<!\w)glpat-[\w-]{20}(?!\w)/, 'a GitLab token'],
  [/(?<!\w)sk_live_[A-Za-z0-9]{16,}(?!\w)/, 'a Stripe key'],
  [/(?<!\w)xox[abprs]-[A-Za-z0-9-]{20,}(?!\w)/, 'a Slack token'],
];

/** What one of them begins with, to look at other texts only once. */
const ANY_FORM = /AKIA|ASIA|-----BEGIN|gh[pousr]_|glpat-|sk_live_|xox[abprs]-/;

/** Whether a text may have something in it that is a secret by its form; most have not, which this says at once. */
export function mayHaveForm(text: string): boolean {
  return ANY_FORM.test(text);
}

/** What kind of secret a text holds by its form, or null. The keys that the documentation of AWS uses don't count. */
export function secretByForm(text: string): string | null {
  if (!mayHaveForm(text)) return null;
  for (const [pattern, what] of BY_FORM) {
    const found = pattern.exec(text);
    if (found && !/EXAMPLE/i.test(found[0])) return what;
  }
  return null;
}
