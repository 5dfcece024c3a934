/** The current run follows the work across the JDK's executors, by task. */
package dev.bursar.interceptors.executors;
