/** The parameters of synthesized templates at the constructs that declare them. */
import { absent, type Target, type Value } from '../../core/value.ts';
import type { Site, SynthModel } from '../model.ts';
import { placed } from './merge.ts';
import type { Shift } from './shift.ts';

type Parameter = Extract<Target, { kind: 'parameter' }>;

export class Parameters {
  readonly #sites = new Map<string, Site>();
  readonly #shift: Shift;

  constructor(model: SynthModel, shift: Shift) {
    this.#shift = shift;
    for (const { element, sites } of model.constructs) {
      const site = model.sites[sites[0] ?? -1];
      if (!element || element.type !== null || !site) continue;
      this.#sites.set(`${model.stacks[element.stack]?.path}#${element.logicalId}`, site);
    }
  }

  /** A string that is the same as long as the places of parameters are. */
  state(): string {
    return this.#shift.state(new Set([...this.#sites.values()].map(s => s.span.uri)));
  }

  /** A parameter of a stack with its values where they are written; a value that stands nowhere is left out. */
  placed(stack: string, parameter: Parameter): Parameter {
    const site = this.#sites.get(`${stack}#${parameter.name}`);
    const at = (value: Value, name: string): Value => {
      if (value.kind === 'absent' || !site) return absent;
      const key = site.objects.flatMap(o => o.keys).find(k => k.name === name);
      const span = this.#shift.span(key?.valueSpan ?? site.name);
      return span ? placed(value, span) : absent;
    };
    return {
      ...parameter,
      defaultValue: at(parameter.defaultValue, 'default'),
      allowedValues: at(parameter.allowedValues, 'allowedValues'),
    };
  }
}
