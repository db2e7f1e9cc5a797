// Starts what JavaScript adds to the page. Without it the page is a plain form and plain links.
import { setUpAsking } from "./ask.js";
import { setUpBeside } from "./beside.js";
import { setUpKeys } from "./keys.js";

document.documentElement.classList.add("js");

const beside = setUpBeside();
setUpAsking(beside);
setUpKeys(beside);
