import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

interface MailSenderProps {
  /** An address that SES knows, by itself or by its domain. Whoever deploys has verified it. */
  readonly from: string;
}

/** The address that mails are sent from. SES asks its owner once; there is nothing here to create. */
export class MailSender extends Construct {
  readonly #from: string;

  constructor(scope: Construct, id: string, { from }: MailSenderProps) {
    super(scope, id);
    this.#from = from;
  }

  /** Sending from this address, whichever of the two identities it is verified by, and from no other. */
  grantSend(grantee: IGrantable): void {
    const domain = this.#from.slice(this.#from.lastIndexOf('@') + 1);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [this.#from, domain].map((identity) => this.#arnOf(identity)),
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
  }

  #arnOf(identity: string): string {
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity, arnFormat });
  }
}
