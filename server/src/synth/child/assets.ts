/**
 * Assets are neither read nor copied nor bundled: the template holds a hash of where they are. That a file or folder is not
 * there is an error as in the CDK itself.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { current } from './recording.ts';
import { type Exports, wrap } from './wrap.ts';

interface AssetStaging {
  readonly sourcePath: string;
  readonly fingerprintOptions?: { readonly extraHash?: string };
}

/** Of `core/lib/asset-staging.js`. `isOwn` says whether a folder was made by this run: the content is all there is to it. */
export function hookAssets(exports: Exports, isOwn: (file: string) => boolean): void {
  const staging = exports.AssetStaging?.prototype;
  wrap(
    staging,
    'calculateHash',
    original =>
      function calculateHash(this: AssetStaging, ...args) {
        if (!current() || args[0] === 'custom' || isOwn(this.sourcePath)) return original.apply(this, args);
        // The same on every machine.
        const place = path.relative(process.cwd(), this.sourcePath).split(path.sep).join('/');
        return createHash('sha256')
          .update(`${place}\0${this.fingerprintOptions?.extraHash ?? ''}`)
          .digest('hex');
      },
  );
  wrap(
    staging,
    'stageAsset',
    original =>
      function stageAsset(this: AssetStaging, ...args) {
        return current() ? undefined : original.apply(this, args);
      },
  );
}

/** Of `core/lib/bundling.js`: images that bundling would run in are not built, since nothing is bundled. */
export function hookImages(exports: Exports): void {
  for (const name of ['DockerImage', 'BundlingDockerImage', 'BundlingDockerImageInternal']) {
    wrap(
      exports[name],
      Object.hasOwn(exports[name] ?? {}, 'fromBuild') ? 'fromBuild' : 'fromAsset',
      original =>
        function fromBuild(this: { fromRegistry(image: string): unknown }, ...args) {
          return current() ? this.fromRegistry('not-built') : original.apply(this, args);
        },
    );
  }
}
