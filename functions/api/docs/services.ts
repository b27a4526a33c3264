/** What the routes of the documentation work with. */
export interface ApiDocsServices {
  /** A file that the build has put beside the function. */
  readonly readFile: (name: string) => Promise<string>;
  /** Base address of the API, as callers reach it. */
  readonly publicUrl: string;
}
