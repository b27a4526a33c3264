import { Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  Mfa,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';

interface PeoplePoolProps {
  readonly settings: StageSettings;
  /** How long access and id tokens are good. */
  readonly tokenValidity: Duration;
  /** Called when somebody has confirmed their sign-up. */
  readonly onSignUp: IFunction;
}

const REFRESH = Duration.days(30);

/** Who people are: they sign up and in by e-mail address and password, and by a one-time code if they like. */
export class PeoplePool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { settings, tokenValidity, onSignUp }: PeoplePoolProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `stepwell-${settings.stage}`,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A new address counts once it is proven; until then the one before does.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      customAttributes: { organisation: new StringAttribute({ minLen: 1, maxLen: 100, mutable: true }) },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: settings.stage === 'prod',
      removalPolicy: settings.removalPolicy,
    });
    this.pool.addTrigger(UserPoolOperation.POST_CONFIRMATION, onSignUp);
    this.client = this.#client(settings, tokenValidity);
    this.#acknowledge();
  }

  /** For applications in browsers and on phones: without a secret, which they could not keep. */
  #client(settings: StageSettings, tokenValidity: Duration): UserPoolClient {
    const own = new ClientAttributes()
      .withStandardAttributes({ email: true, fullname: true })
      .withCustomAttributes('organisation');
    return this.pool.addClient('Client', {
      generateSecret: false,
      // The password stays with who types it. Plain passwords are for scripts against the local stage.
      authFlows: { userSrp: true, userPassword: settings.stage === 'local' },
      disableOAuth: true,
      accessTokenValidity: tokenValidity,
      idTokenValidity: tokenValidity,
      refreshTokenValidity: REFRESH,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      readAttributes: own.withStandardAttributes({ email: true, fullname: true, emailVerified: true }),
      writeAttributes: own,
    });
  }

  #acknowledge(): void {
    const reasons: Readonly<Record<string, string>> = {
      'AwsSolutions::AwsSolutions-COG2':
        'A second factor is offered to everybody and forced on nobody: whether it has to be is the decision of the team that deploys this.',
      'AwsSolutions::AwsSolutions-COG3':
        'Threat protection is part of the Plus plan, which costs two cents per user and month; the authorizer counts failed credentials by address itself.',
      'AwsSolutions::AwsSolutions-COG8':
        'The Plus plan costs two cents per user and month: a decision of the team that deploys this, with no change of code.',
    };
    for (const [id, reason] of Object.entries(reasons)) Validations.of(this).acknowledge({ id, reason });
  }
}
