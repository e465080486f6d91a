import { page } from '$lib/ui/page';
import Home from './Home.svelte';

page(Home);
