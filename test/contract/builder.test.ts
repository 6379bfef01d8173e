import {allBuilders} from '../../source/core/build/all-builders.ts';
import {builderContract} from './builder.ts';

for (const builder of allBuilders) builderContract({name: builder.id, builder});
