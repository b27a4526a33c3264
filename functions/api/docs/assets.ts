/** The OpenAPI document, as the build writes it beside the function. */
export const OPENAPI_FILE = 'openapi.json';

/** The files of the page and what each is; the build puts them beside the function, and nothing else can be asked for. */
export const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'start.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
} as const satisfies Readonly<Record<string, string>>;

export type AssetName = keyof typeof ASSETS;

export const isAsset = (name: string): name is AssetName => Object.hasOwn(ASSETS, name);
