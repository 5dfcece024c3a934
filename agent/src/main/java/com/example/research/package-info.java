/**
 * The app that the demo runs: it knows nothing of Bursar, and in the demo's own process none of it
 * is ever loaded. It reaches its process as a class file, beside the HTTP client that it uses.
 */
package com.example.research;
