import type {ProjectFolder} from './project-folder.ts';
import type {Stack} from './stack.ts';
import {detectDockerfile} from './stacks/dockerfile.ts';
import {detectGo} from './stacks/go.ts';
import {detectNode} from './stacks/node.ts';
import {detectPython} from './stacks/python.ts';
import {detectStatic} from './stacks/static.ts';

export type DetectStack = (folder: ProjectFolder) => Promise<Stack | null>;

/** In the order in which they are believed. A Dockerfile comes last: a project that also shows its language needs no Docker. */
export const allStacks: readonly DetectStack[] = [detectNode, detectPython, detectGo, detectStatic, detectDockerfile];
