import { page } from '$lib/ui/page';
import Desk from './Desk.svelte';

page(Desk);
