/**
 * Spring AI: each call of a chat client is a run, and so is one of a model in no run; each
 * execution of a tool is counted. Nothing of the library is linked to.
 */
package dev.bursar.interceptors.springai;
