import type { PostConfirmationTriggerEvent } from 'aws-lambda';

interface SignUpEvent {
  readonly userPoolId?: string;
  readonly clientId?: string;
  readonly triggerSource?: PostConfirmationTriggerEvent['triggerSource'];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What a user pool sends when somebody has confirmed their sign-up. */
export const signUpEvent = ({
  userPoolId = 'eu-central-1_Aa1Bb2Cc3',
  clientId = 'client',
  triggerSource = 'PostConfirmation_ConfirmSignUp',
  attributes = {},
}: SignUpEvent = {}): PostConfirmationTriggerEvent => ({
  version: '1',
  region: userPoolId.slice(0, userPoolId.indexOf('_')),
  userPoolId,
  userName: 'b3a1c2d4-0000-4000-8000-000000000001',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  triggerSource,
  request: {
    userAttributes: {
      sub: 'b3a1c2d4-0000-4000-8000-000000000001',
      email_verified: 'true',
      'cognito:user_status': 'CONFIRMED',
      email: 'ada.lovelace@example.com',
      ...attributes,
    },
  },
  response: {},
});
