/** All recognisers: what one sentence asks for, each ask once. */
import { type Ask, askText } from '../asks.ts';
import { type Reading, isReport } from '../reading.ts';
import { access } from './access.ts';
import { connections } from './connections.ts';
import { layout, tests } from './layout.ts';
import { names, project } from './names.ts';
import { encryption, lifecycle, monitoring, resilience } from './operations.ts';
import { outputs, parameters } from './outputs.ts';
import { environments, placed } from './places.ts';
import { api } from './api.ts';
import { properties } from './properties.ts';
import { scaling } from './scaling.ts';
import { network, services } from './services.ts';
import { tags } from './tags.ts';

const RECOGNISERS: readonly ((reading: Reading) => readonly Ask[])[] = [
  placed,
  environments,
  project,
  names,
  services,
  connections,
  properties,
  encryption,
  tags,
  outputs,
  parameters,
  layout,
  access,
  monitoring,
  resilience,
  network,
  api,
  scaling,
  lifecycle,
  tests,
];

/** Sections in which what is said of one environment is no requirement of all. */
const BY_ENVIRONMENT = new Set([
  'properties',
  'encryption',
  'resilience',
  'monitoring',
  'network',
  'lifecycle',
  'services',
  'api',
]);

/** What a sentence asks for. */
export function recognise(reading: Reading): Ask[] {
  if (isReport(reading)) return [];
  const found = new Map<string, Ask>();
  for (const recogniser of RECOGNISERS)
    for (const ask of recogniser(reading)) {
      const text = askText(ask);
      if (!found.has(text)) found.set(text, doubted(ask, reading));
    }
  // What only follows needs something to follow from.
  const asks = [...found.values()].some(a => !a.implied) ? [...found.values()] : [];
  // A list of tags, outputs or parameters names services without asking for them.
  const lists = asks.some(a => ['tags', 'outputs', 'parameters'].includes(a.path[0] as string));
  // Where a connection leads to is there because of it; only what the sentence starts with is asked for by itself.
  const steps = asks.filter(a => a.path[0] === 'connections').flatMap(a => String(a.value).split(' -> '));
  const led = (a: Ask) =>
    a.path[1] === 'require' &&
    !a.implied &&
    Object.keys(a.more ?? {}).length === 0 &&
    steps.includes(String(a.value)) &&
    a.value !== reading.mentions[0]?.word;
  return lists ? asks.filter(a => a.path[0] !== 'services' && a.path[0] !== 'connections') : asks.filter(a => !led(a));
}

function doubted(ask: Ask, { modality, only }: Reading): Ask {
  if (only !== null && BY_ENVIRONMENT.has(ask.path[0] as string))
    return { ...ask, doubt: `it is said of ${only} alone` };
  if (modality === 'may' && ask.path[1] !== 'optional') return { ...ask, doubt: 'the sentence leaves it open' };
  return modality === 'should' && ask.path[0] !== 'rules' ? { ...ask, severity: 'information' } : ask;
}
