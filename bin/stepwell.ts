import { App } from 'aws-cdk-lib';
import { addStepwell } from '../lib/app.ts';

addStepwell(new App());
