import {
  AdminConfirmSignUpCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CloudInfo } from '../../local/cloud/info.ts';
import { signUpEvent } from '../functions/triggers/sign-up/event.ts';

const PASSWORD = 'Correct-Horse-7-Battery';

/** People of a cloud's user pool, by the calls that an application makes. */
export function peopleOf({ endpoint, region, userPoolId, userPoolClientId }: CloudInfo) {
  const connection = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const cognito = new CognitoIdentityProviderClient(connection);
  const lambda = new LambdaClient(connection);
  const functionName = 'stepwell-local-trigger-sign-up:live';

  return {
    /** As the pool does it when somebody has confirmed: the emulator itself does not. */
    async tellOfSignUp(subject: string, email: string): Promise<void> {
      const attributes = { sub: subject, email, 'cognito:user_status': 'CONFIRMED' };
      const event = signUpEvent({ userPoolId, clientId: userPoolClientId, attributes });
      const Payload = Buffer.from(JSON.stringify(event));
      const { FunctionError, Payload: answer } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload }),
      );
      const text = Buffer.from(answer ?? []).toString();
      if (FunctionError !== undefined) throw new Error(`The trigger failed: ${text}`);
      const { userPoolId: pool, triggerSource } = JSON.parse(text) as Record<string, string>;
      if (pool !== userPoolId || triggerSource === undefined) throw new Error(`Not the event: ${text}`);
    },

    /** Signs up and confirms. @returns the subject of their tokens */
    async signUp(email: string): Promise<string> {
      const UserAttributes = [{ Name: 'email', Value: email }];
      const { UserSub } = await cognito.send(
        new SignUpCommand({ ClientId: userPoolClientId, Username: email, Password: PASSWORD, UserAttributes }),
      );
      const user = { UserPoolId: userPoolId, Username: email };
      await cognito.send(new AdminConfirmSignUpCommand(user));
      const verified = [{ Name: 'email_verified', Value: 'true' }];
      await cognito.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: verified }));
      return String(UserSub);
    },

    async signIn(email: string): Promise<{ readonly accessToken: string; readonly idToken: string }> {
      const { AuthenticationResult: result } = await cognito.send(
        new InitiateAuthCommand({
          ClientId: userPoolClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: email, PASSWORD },
        }),
      );
      return { accessToken: String(result?.AccessToken), idToken: String(result?.IdToken) };
    },

    close(): void {
      cognito.destroy();
      lambda.destroy();
    },
  };
}
