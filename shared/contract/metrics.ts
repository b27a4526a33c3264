/** Names of the metrics that functions emit (EMF) and that dashboards and alarms read. */
export const METRICS = {
  namespace: 'Stepwell',
  runStarted: 'RunStarted',
  runEnded: 'RunEnded',
  stepEnded: 'StepEnded',
  turnDuration: 'TurnDuration',
  requestDuration: 'RequestDuration',
  requestFailed: 'RequestFailed',
  settingsRejected: 'SettingsRejected',
  limitsDegraded: 'LimitsDegraded',
  breakerChanged: 'BreakerChanged',
} as const;
