// What makes pages more comfortable; every page works without it.
"use strict";

for (const place of document.querySelectorAll("[data-focus]")) place.focus();
