/**
 * LangChain4j's models, of anyone's making: calls that no transport need see. What a transport's
 * hook, or another model's, sees of such a call is left to that.
 */
package dev.bursar.interceptors.langchain4jmodels;
