import { page } from '$lib/ui/page';
import Admin from './Admin.svelte';

page(Admin);
