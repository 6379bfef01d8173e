import type {Stack} from '../stack.ts';
import {goRecipe} from './go-recipe.ts';
import {nodeRecipe} from './node-recipe.ts';
import {pythonRecipe} from './python-recipe.ts';
import type {Recipe} from './recipe.ts';
import {staticRecipe} from './static-recipe.ts';

/** How each stack is prepared; null for what this builder does not build. */
export const allRecipes: Readonly<Record<Stack['id'], Recipe | null>> = {
	node: nodeRecipe,
	python: pythonRecipe,
	go: goRecipe,
	static: staticRecipe,
	dockerfile: null,
};
