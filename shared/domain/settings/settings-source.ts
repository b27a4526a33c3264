/** Where the settings of a deployment are stored. */
export interface SettingsSource {
  /**
   * The stored document as text; undefined when nothing is stored.
   * @throws Error when it cannot be read; the message never holds the document
   */
  read(): Promise<string | undefined>;
}
