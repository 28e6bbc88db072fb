/** Puts the parts together: all front ends and all rules in one workspace. What every shell starts from. */
import manifest from '../../package.json' with { type: 'json' };
import { Workspace, type WorkspaceOptions } from './core/workspace.ts';
import { sourceFrontend } from './frontends/cdk/index.ts';
import { packageFrontend } from './frontends/handlers/packages.ts';
import { pythonFrontend } from './frontends/handlers/pythonFrontend.ts';
import { requirementsFrontend } from './frontends/requirements/index.ts';
import { configurationFrontend } from './frontends/template/configuration.ts';
import { templateFrontend } from './frontends/template/index.ts';
import { rules } from './rules/index.generated.ts';
import { statesIn } from './rules/requirements/states.ts';

export { rules };

export const version: string = manifest.version;

export const frontends = [
  requirementsFrontend(rules),
  configurationFrontend,
  templateFrontend,
  packageFrontend,
  sourceFrontend,
  pythonFrontend,
];

/** A workspace with every front end; with every rule, unless others are given. */
export function createWorkspace(
  options: Omit<WorkspaceOptions, 'frontends' | 'rules'> & Partial<WorkspaceOptions>,
): Workspace {
  return new Workspace({ frontends, rules, standings: statesIn, ...options });
}
