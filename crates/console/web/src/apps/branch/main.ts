import { page } from '$lib/ui/page';
import Branch from './Branch.svelte';
import { keepAtHand } from './state/hand';

page(Branch);
void keepAtHand();
