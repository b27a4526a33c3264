import { describe } from 'vitest';
import { newId } from '../../../../shared/domain/id.ts';
import { memoryWorkflows } from '../../../support/memory-stores.ts';
import { workflowStoreContract } from '../../../support/workflow-store-contract.ts';

// The store in memory stands in for the table's in other tests, which holds to the same contract in test/e2e.
describe('memoryWorkflows', () => workflowStoreContract(memoryWorkflows, () => newId('run', Date.now())));
