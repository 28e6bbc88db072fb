/** The one bundle that holds the parsers, the rules and the tables, behind the language server and the CLI alike. */
export const server = () => import('./lsp/main.ts');
export const cli = () => import('./cli/main.ts');
export const checker = () => import('./cli/poolWorker.ts');
