// Starts what JavaScript adds to the pages. Without it they are plain forms and plain links.
import { setUpAsking } from "./ask.js";
import { setUpBeside } from "./beside.js";
import { setUpChecking } from "./check.js";
import { setUpKeys, setUpList } from "./keys.js";

document.documentElement.classList.add("js");

const beside = setUpBeside();
const list = setUpList();
setUpAsking(beside);
setUpKeys(beside, list);
setUpChecking(beside, list);
