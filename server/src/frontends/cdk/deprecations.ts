/** What each file uses that its library no longer wants: by the installed one, else by a table of the version we know. */
import type { Deprecations } from '../../core/deprecations.ts';
import type { DocumentFacts, LinkHost } from '../../core/facts.ts';
import type { DeprecatedUse, LambdaAuthorizer } from '../../core/resource.ts';
import { deprecatedWords, deprecationOf, replacementOf, supportedEngine } from '../../knowledge/index.ts';
import { deprecatedUses } from './apiUses.ts';
import type { Module } from './ir.ts';

const tabled: Deprecations = {
  words: () => deprecatedWords(),
  of: ({ module, type, steps }) => deprecationOf(module, type, steps),
};

const kept = new WeakMap<
  DocumentFacts,
  { readonly library: Deprecations; readonly uses: readonly (DeprecatedUse | LambdaAuthorizer)[] }
>();

/** The facts of one file, kept for as long as it and the library are the same. */
export function deprecationsIn(
  facts: DocumentFacts,
  module: Module,
  host: LinkHost,
): readonly (DeprecatedUse | LambdaAuthorizer)[] {
  if (!module.cdk) return [];
  const library = host.libraryDeprecations?.(facts.uri) ?? tabled;
  let found = kept.get(facts);
  if (found?.library !== library) {
    // What stands in for the old must be there: an entry is about one version, and people have others.
    const uses = deprecatedUses(module, library, ({ api, says, sibling }) => {
      const replacement =
        supportedEngine(api, (m, type) => library.members?.(m, type) ?? null) ?? replacementOf(api, says, sibling);
      return replacement?.needs.some(([m, word]) => host.libraryHas?.(facts.uri, m, word) === false)
        ? null
        : replacement;
    });
    found = { library, uses };
    kept.set(facts, found);
  }
  return found.uses;
}
