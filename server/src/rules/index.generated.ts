/** The list of all rules. Generated from the folder by `npm run generate`; do not edit. */
import type { Rule } from '../core/rule.ts';


export const rules: readonly Rule[] = [

] as readonly unknown[] as readonly Rule[];
