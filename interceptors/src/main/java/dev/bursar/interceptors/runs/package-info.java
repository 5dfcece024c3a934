/** Methods of the app that are runs: what is called from them is paid by accounts of their own. */
package dev.bursar.interceptors.runs;
