// What stands for TypeScript in the bundle: for each file that imports a CommonJS module, esbuild makes an object with a getter
// for each of its exports, here 2,700 of them. Only this file does.
import ts from '../node_modules/typescript/lib/typescript.js';

export default ts;
