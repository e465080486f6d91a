import { page } from '$lib/ui/page';
import Review from './Review.svelte';

page(Review);
