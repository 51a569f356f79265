import { generation } from "./generation";

generation("bullseye");
