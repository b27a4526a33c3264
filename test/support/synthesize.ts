import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import { addStepwell } from '../../lib/app.ts';
import type { Stage } from '../../shared/contract/stage.ts';

/** CloudFormation's own rules take seconds to load and look at each `cdk synth`; the rule packs of the app stay on. */
process.env.CDK_VALIDATION = 'false';

/** Of every app of one test file, which is gone after it. */
const OUT = mkdtempSync(join(tmpdir(), 'stepwell-synth-'));
afterAll(() => rmSync(OUT, { recursive: true, force: true }));

const CDK_JSON = join(import.meta.dirname, '..', '..', 'cdk.json');

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are read by tests, which fail where a shape is not as expected
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

type Part = 'data' | 'engine' | 'identity' | 'api' | 'ops';

export interface Synthesized {
  template(part: Part): Template;
  /** Resources of a type, by logical id, in one stack or in all of them. */
  resources(type: string, part?: Part): Readonly<Record<string, Resource>>;
  /** A value of a template as one string: references as `Id` or `Id.Attribute`, imports as what is exported. */
  spell(value: unknown): string;
}

const PARTS: readonly Part[] = ['data', 'engine', 'identity', 'api', 'ops'];

/** An app with the context that the command line would give it. The bundles must have been built; they are not copied. */
export function newApp(context: Readonly<Record<string, unknown>> = {}): App {
  const { context: flags } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { context: Record<string, unknown> };
  return new App({
    outdir: mkdtempSync(join(OUT, 'app-')),
    context: { ...flags, 'aws:cdk:disable-asset-staging': true, ...context },
    analyticsReporting: false,
  });
}

const known = new Map<string, Synthesized>();

/** Every template of a stage, as `cdk synth` writes them, made once. @throws Error when a rule pack has an open finding */
export function synthesize(stage: Stage, options: Readonly<Record<string, string>> = {}): Synthesized {
  const key = JSON.stringify([stage, options]);
  const found = known.get(key) ?? synthesizeAnew(stage, options);
  known.set(key, found);
  return found;
}

function synthesizeAnew(stage: Stage, options: Readonly<Record<string, string>>): Synthesized {
  const app = newApp({ stage, ...options });
  addStepwell(app);
  const assembly = app.synth();
  const template = (part: Part) => assembly.getStackByName(`stepwell-${stage}-${part}`).template as Template;
  const exported = new Map(
    PARTS.flatMap((part) => Object.values(template(part).Outputs ?? {})).flatMap(({ Value, Export }) =>
      Export ? [[Export.Name, Value] as const] : [],
    ),
  );
  return {
    template,
    resources: (type, part) => {
      const all = (part ? [part] : PARTS).flatMap((one) => Object.entries(template(one).Resources));
      return Object.fromEntries(all.filter(([, resource]) => resource.Type === type));
    },
    spell: (value) => spell(value, exported),
  };
}

function spell(value: unknown, exported: ReadonlyMap<string, unknown>): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new Error(`Not a string: ${JSON.stringify(value)}`);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return String(argument);
  if (name === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (name === 'Fn::ImportValue') return spell(exported.get(String(argument)), exported);
  if (name !== 'Fn::Join') throw new Error(`Not spelled here: ${JSON.stringify(value)}`);
  const [separator, parts] = argument as [string, unknown[]];
  return parts.map((part) => spell(part, exported)).join(separator);
}
