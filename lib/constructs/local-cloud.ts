import { Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** What the emulator of `npm start` cannot create. Everything else of the app is deployed there as it is on AWS. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['AWS::Logs::QueryDefinition']);

/** The one place where the app differs for the local stage. */
export function dropWhatTheEmulatorLacks(scope: Construct): void {
  Aspects.of(scope).add(new DropUnsupported());
}

class DropUnsupported implements IAspect {
  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || !UNSUPPORTED.has(node.cfnResourceType)) return;
    node.node.scope?.node.tryRemoveChild(node.node.id);
  }
}
