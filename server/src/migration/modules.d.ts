/** The two packages of the codemod come without types; this is what we use of them. */
declare module 'jscodeshift' {
  interface JsCodeShift {
    (source: string): unknown;
    withParser(parser: string): JsCodeShift;
  }
  const jscodeshift: JsCodeShift;
  export default jscodeshift;
}

declare module 'aws-sdk-js-codemod/dist/transforms/v2-to-v3/transformer.js' {
  interface Api {
    readonly jscodeshift: unknown;
    readonly j: unknown;
    stats(): void;
    report(): void;
  }
  type Transformer = (
    file: { readonly path: string; readonly source: string },
    api: Api,
  ) => Promise<string | undefined>;
  /** A CommonJS module: what bundlers and Node make of its default export differs. */
  const transformer: Transformer | { readonly default: Transformer };
  export default transformer;
}
